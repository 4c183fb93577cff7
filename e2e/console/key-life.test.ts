import { tellKeyLife } from './key-life-story.ts'

tellKeyLife('en')
