import { createContext, use } from 'react'

/** Whether what is shown stands within the frame that every page of someone who is signed in has, or instead of it. */
export const InShell = createContext(false)
export const useInShell = (): boolean => use(InShell)
