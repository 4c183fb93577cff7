import { ja } from '../../packages/web/src/phrases/ja.ts'
import { tellStoryOfAdministration } from './administration-story.ts'

tellStoryOfAdministration('ja', ja)
