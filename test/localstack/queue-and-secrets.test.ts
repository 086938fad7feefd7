// The same contracts on another emulator.
import '../aws/job-queue.test.ts';
import '../aws/secrets.test.ts';
