import { tellStoryOfRotation } from '../console/rotation-story.ts'

tellStoryOfRotation('ja', { thorough: true })
