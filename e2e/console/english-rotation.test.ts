import { tellStoryOfRotation } from './rotation-story.ts'

tellStoryOfRotation('en')
