import { en } from '../../packages/web/src/phrases/en.ts'
import { tellStory } from './story.ts'

tellStory('en', en)
