export { UsageRecorder } from './usage-recorder.ts'
export { Verifier } from './verifier.ts'
