-- Of a unit's faces only the best views are described (ENG-6).
ALTER TABLE "Report" ADD COLUMN "facesDescribed" INTEGER NOT NULL DEFAULT 0;

-- Until now every face was.
UPDATE "Report" SET "facesDescribed" = "faces";
