/** Where a theme chosen by hand is kept; absent means that the system decides. */
export const THEME_KEY = 'muster-theme'

/** Runs before the first paint, so that a page never flashes in the other theme. */
export const themeScript = `try{var t=localStorage.getItem('${THEME_KEY}');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch(e){/* storage refused: the system's theme stands */}`
