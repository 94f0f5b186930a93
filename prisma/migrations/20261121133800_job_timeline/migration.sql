-- AlterTable
ALTER TABLE "Job" ADD COLUMN "timeline" TEXT;
