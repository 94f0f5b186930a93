-- Whose devices may help a course: anyone with the code, signed-in people, or approved devices only (AUTH-7).
ALTER TABLE "Course" ADD COLUMN "helpers" TEXT NOT NULL DEFAULT 'anyone';
