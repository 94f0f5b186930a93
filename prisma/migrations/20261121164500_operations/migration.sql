-- What the devices do with a job's frames (lib/protocol/unit.ts). Until now there was only the roll.
ALTER TABLE "Job" ADD COLUMN "operation" TEXT NOT NULL DEFAULT 'attendance';

-- Names of a set of photos, JSON; null for recordings.
ALTER TABLE "Media" ADD COLUMN "fileNames" TEXT;
