"""Puts the event on standard input, as its service would have sent it, on the default bus."""

import json
import os
import sys

import boto3

event = json.load(sys.stdin)
client = boto3.client("events", endpoint_url=os.environ["AWS_ENDPOINT_URL"], region_name=os.environ["AWS_REGION"])
answer = client.put_events(
    Entries=[{"Source": event["source"], "DetailType": event["detail-type"], "Detail": json.dumps(event["detail"])}]
)
sys.exit(answer["FailedEntryCount"])
