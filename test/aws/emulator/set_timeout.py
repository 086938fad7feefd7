"""Sets the time-out of the function named by the first argument to the seconds in the second."""

import os
import sys

import boto3

client = boto3.client("lambda", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name=os.environ["AWS_REGION"])
client.update_function_configuration(FunctionName=sys.argv[1], Timeout=int(sys.argv[2]))
