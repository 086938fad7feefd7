"""Disables the rule of the stack that the template calls by the argument."""

import os
import sys

import boto3

options = {"endpoint_url": os.environ["AWS_ENDPOINT_URL"], "region_name": os.environ["AWS_REGION"]}
resource = boto3.client("cloudformation", **options).describe_stack_resource(
    StackName="plimsoll-test", LogicalResourceId=sys.argv[1]
)["StackResourceDetail"]
boto3.client("events", **options).disable_rule(Name=resource["PhysicalResourceId"].split("|")[-1])
