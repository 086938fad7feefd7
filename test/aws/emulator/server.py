"""MiniStack with two hooks for tests. It patches private names: keep the pin in requirements.txt.

1. PutEvents may carry an aws.* source, so that 'ECR Image Action' can be injected; EventBridge itself refuses that.
2. The clock of SQS is ahead by the seconds in the file that EMULATOR_CLOCK names, so that a lease can end without waiting for it.
"""

import os
import time

import ministack.services.eventbridge as eventbridge
import ministack.services.sqs as sqs

put_events = eventbridge._put_events
eventbridge._put_events = lambda data, allow_aws_source=True: put_events(data, True)


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
