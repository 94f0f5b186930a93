import '@fontsource-variable/inter/wght.css'
import '../app/globals.css'
import type { AppProps } from 'next/app'

/** For the one page that is sent without any script (join/[code].tsx); everything else is in `app/`. */
export default function App({ Component, pageProps }: AppProps<Record<string, unknown>>) {
  return <Component {...pageProps} />
}
