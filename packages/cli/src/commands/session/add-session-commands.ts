import type { CommandAdder } from '../command-adder.ts'
import type { LoginOptions } from './login.ts'

export const addSessionCommands: CommandAdder = (program, act, { login, logout, whoami }) => {
  program
    .command('login')
    .description(login.about)
    .option('--url <address>', login.url)
    .option('--with-token', login.withToken)
    .option('--store <reference>', login.store)
    .option('--allow-http', login.allowHttp)
    .action(act(async (context, options: LoginOptions) => (await import('./login.ts')).logIn(context, options)))
  program
    .command('logout')
    .description(logout.about)
    .action(act(async (context) => (await import('./logout.ts')).logOut(context)))
  program
    .command('whoami')
    .description(whoami.about)
    .action(act(async (context) => (await import('./whoami.ts')).showMe(context)))
}
