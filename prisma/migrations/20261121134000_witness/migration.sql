-- A mark of presence is looked at again by a trusted node (TRU-30).
ALTER TABLE "Report" ADD COLUMN "isTrusted" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "Mark" ADD COLUMN "verification" TEXT;

CREATE TABLE "WitnessCheck" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "jobId" TEXT NOT NULL,
    "atS" REAL NOT NULL,
    "box" TEXT NOT NULL,
    "descriptor" BLOB,
    "widthPx" REAL NOT NULL,
    "apart" REAL,
    "workMs" REAL NOT NULL,
    "checkedAt" DATETIME NOT NULL,
    CONSTRAINT "WitnessCheck_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX "WitnessCheck_jobId_idx" ON "WitnessCheck"("jobId");
