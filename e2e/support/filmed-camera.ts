import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { browserArgs, findBrowser } from '../../cli/find-browser.mjs'

/** A browser whose camera shows these JPEGs again and again: JPEGs one after another are what Chromium takes for a film. */
export async function launchWithCamera(dir: string, jpegs: readonly Buffer[]) {
  const film = join(dir, 'camera.mjpeg')
  await writeFile(film, Buffer.concat(jpegs))
  return chromium.launch({
    executablePath: findBrowser(),
    args: [
      ...browserArgs,
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ],
  })
}
