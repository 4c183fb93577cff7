import { ja } from '../../packages/web/src/phrases/ja.ts'
import { tellStory } from './story.ts'

tellStory('ja', ja)
