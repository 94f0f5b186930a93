-- What is remembered of a device between sessions (TRU-2).
ALTER TABLE "WorkerDevice" ADD COLUMN "reputation" TEXT;
