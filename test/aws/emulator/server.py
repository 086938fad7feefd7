"""MiniStack with four hooks for tests. It patches private names: keep the pin in requirements.txt.

1. PutEvents may carry an aws.* source, so that 'ECR Image Action' can be injected; EventBridge itself refuses that.
2. The clock of SQS is ahead by the seconds in the file that EMULATOR_CLOCK names, so that a lease can end without waiting for it.
3. It has no image scanner: those calls go on to moto, at EMULATOR_SCANS_URL, after they were authorised here.
4. 'aws:PrincipalArn' of a role that was taken on is the ARN of the role, not of the session. Source: IAM user guide, global condition keys.
"""

import asyncio
import os
import re
import time
import urllib.error
import urllib.request

import ministack.core.iam_evaluator as iam_evaluator
import ministack.services.ecr as ecr
import ministack.services.eventbridge as eventbridge
import ministack.services.sqs as sqs

put_events = eventbridge._put_events
eventbridge._put_events = lambda data, allow_aws_source=True: put_events(data, True)


own_condition_key = iam_evaluator._resolve_condition_key
session = re.compile(r"^arn:([a-z-]+):sts::(\d{12}):assumed-role/([^/]+)/.*$")


def condition_key(key, context):
    value = own_condition_key(key, context)
    return session.sub(r"arn:\1:iam::\2:role/\3", value) if key.lower() == "aws:principalarn" and isinstance(value, str) else value


iam_evaluator._resolve_condition_key = condition_key


own_ecr = ecr.handle_request


async def ecr_with_scans(method, path, headers, body, query_params):
    action = headers.get("x-amz-target", "").rpartition(".")[2]
    if action not in ("DescribeImageScanFindings", "StartImageScan"):
        return await own_ecr(method, path, headers, body, query_params)
    return await asyncio.to_thread(ask_moto, headers, body)


def ask_moto(headers, body):
    kept = {name: headers[name] for name in ("x-amz-target", "authorization", "x-amz-date", "content-type") if name in headers}
    data = body if isinstance(body, bytes) else body.encode()
    request = urllib.request.Request(os.environ["EMULATOR_SCANS_URL"] + "/", data=data, headers=kept, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, {"Content-Type": "application/x-amz-json-1.1"}, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, {"Content-Type": "application/x-amz-json-1.1"}, error.read()


ecr.handle_request = ecr_with_scans


class MovableClock:
    def __getattr__(self, name):
        return getattr(time, name)

    @staticmethod
    def time():
        try:
            with open(os.environ["EMULATOR_CLOCK"], encoding="ascii") as file:
                return time.time() + float(file.read() or 0)
        except (KeyError, FileNotFoundError):
            return time.time()


sqs.time = MovableClock()

from ministack.app import main  # noqa: E402

if __name__ == "__main__":
    main()
