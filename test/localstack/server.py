"""LocalStack's core in this process, with a clock of SQS that tests can move.

The clock is ahead by the seconds in the file that EMULATOR_CLOCK names, so that a lease can end without waiting for it, and queues are looked at
twenty times a second for what is visible again. It patches private names: keep the pin in requirements.txt.
"""

import os
import time

import localstack.services.sqs.models as models
import localstack.services.sqs.provider as provider


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


models.time = MovableClock()


class QuickScheduler(provider.Scheduler):
    def schedule(self, func, *args, period=None, **more):
        return super().schedule(func, *args, period=period and min(period, 0.05), **more)


provider.Scheduler = QuickScheduler

from localstack.runtime.main import main  # noqa: E402

if __name__ == "__main__":
    main()
