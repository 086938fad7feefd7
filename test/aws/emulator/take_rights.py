"""Takes all rights from the role whose name holds the argument."""

import os
import sys

import boto3

iam = boto3.client("iam", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name=os.environ["AWS_REGION"])
roles = [role["RoleName"] for role in iam.list_roles()["Roles"] if sys.argv[1] in role["RoleName"]]
for role in roles:
    for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        iam.delete_role_policy(RoleName=role, PolicyName=policy)
sys.exit(0 if len(roles) == 1 else 1)
