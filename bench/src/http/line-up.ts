import { type Program, startProgram } from '../processes/start-program.ts'
import type { LeftOut } from '../report/row.ts'
import type { Contender } from './contender.ts'

/** The servers of one comparison, and those that this machine or this version has not. */
export type LineUp = {
  readonly contenders: readonly Contender[]
  readonly leftOut: readonly LeftOut[]
  /** Starts a server program of this folder; it ends with {@link stop}. */
  start(program: string, environment?: Readonly<Record<string, string>>): Promise<Program>
  add(contender: Contender): void
  leaveOut(name: string, why: string): void
  stop(): Promise<void>
}

export function makeLineUp(): LineUp {
  const programs: Program[] = []
  const contenders: Contender[] = []
  const leftOut: LeftOut[] = []
  return {
    contenders,
    leftOut,
    async start(name, environment) {
      const program = await startProgram(`http/${name}.ts`, environment)
      programs.push(program)
      return program
    },
    add(contender) {
      contenders.push(contender)
    },
    leaveOut(name, why) {
      leftOut.push({ name, why })
    },
    async stop() {
      await Promise.all(programs.map((program) => program.stop()))
    },
  }
}
