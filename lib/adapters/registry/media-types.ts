// Source: OCI image-spec, media-types; Docker Image Manifest Version 2, Schema 2.
const imageTypes = ['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json'];
const indexTypes = ['application/vnd.oci.image.index.v1+json', 'application/vnd.docker.distribution.manifest.list.v2+json'];
const configTypes = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'];

// Without all four docker-registry 2.8 converts to schema 1, or says that there is no such image.
export const acceptedManifests = [...indexTypes, ...imageTypes].join(', ');

export const isIndexType = (type: string): boolean => indexTypes.includes(type);

export const isImageType = (type: string): boolean => imageTypes.includes(type);

export const isConfigType = (type: string): boolean => configTypes.includes(type);

export const isSchemaOne = (type: string): boolean => /^application\/vnd\.docker\.distribution\.manifest\.v1\+/.test(type);
