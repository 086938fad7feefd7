export const exampleReview = {
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    name: 'web',
    namespace: 'production',
    operation: 'CREATE',
    userInfo: { username: 'deployer' },
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'production' },
      spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1.4', securityContext: { privileged: true } }] },
    },
    oldObject: null,
    dryRun: false,
  },
};

export const exampleImageReview = {
  apiVersion: 'imagepolicy.k8s.io/v1alpha1',
  kind: 'ImageReview',
  spec: { containers: [{ image: 'registry.example.com/web:1.4' }], annotations: {}, namespace: 'production' },
};
