"""Makes the stack of infra/member.yml in another account, as its administrator, and an image in its registry: account, stage, repository, tag; the manifest on standard input. Prints the ARN of its role."""

import os
import sys

import boto3

account, stage, repository, tag = sys.argv[1:]
region = os.environ["AWS_REGION"]


def client(service):
    # The emulator takes a number of an account as the key of its root user.
    return boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name=region, aws_access_key_id=account, aws_secret_access_key="test")


with open("infra/member.yml", encoding="utf8") as file:
    template = file.read()
formation = client("cloudformation")
parameters = {"CentralAccount": "123456789012", "CentralRegion": region, "Stage": stage}
formation.create_stack(
    StackName="plimsoll-member",
    TemplateBody=template,
    Capabilities=["CAPABILITY_NAMED_IAM"],
    Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
)
formation.get_waiter("stack_create_complete").wait(StackName="plimsoll-member", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
registry = client("ecr")
registry.create_repository(repositoryName=repository)
registry.put_image(repositoryName=repository, imageTag=tag, imageManifest=sys.stdin.read())
outputs = formation.describe_stacks(StackName="plimsoll-member")["Stacks"][0]["Outputs"]
print(next(output["OutputValue"] for output in outputs if output["OutputKey"] == "Role"))
