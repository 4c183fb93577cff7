import { tellHowRotationsEnd } from './rotation-ends-story.ts'

tellHowRotationsEnd('en')
tellHowRotationsEnd('ja')
