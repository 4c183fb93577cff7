import { en } from '../../packages/web/src/phrases/en.ts'
import { tellStoryOfAdministration } from './administration-story.ts'

tellStoryOfAdministration('en', en)
