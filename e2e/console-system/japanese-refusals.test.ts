import { tellRefusals } from '../console/refusals-story.ts'

tellRefusals('ja')
