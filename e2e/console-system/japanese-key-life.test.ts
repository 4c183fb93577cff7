import { tellKeyLife } from '../console/key-life-story.ts'

tellKeyLife('ja')
