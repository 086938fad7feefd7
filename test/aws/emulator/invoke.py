"""Invokes the function named by the argument with the event on standard input, and prints its answer."""

import os
import sys

import boto3

client = boto3.client("lambda", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name=os.environ["AWS_REGION"])
answer = client.invoke(FunctionName=sys.argv[1], Payload=sys.stdin.buffer.read())
print(answer["Payload"].read().decode())
sys.exit(1 if "FunctionError" in answer else 0)
