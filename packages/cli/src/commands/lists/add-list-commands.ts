import type { CommandAdder } from '../command-adder.ts'

import type { RotateAllOptions } from './rotate-service-account.ts'

type OrganizationOption = { readonly organization?: string }

/** What the console is for, to look at: each list of what belongs to an organization. */
export const addListCommands: CommandAdder = (program, act, { keys, lists }) => {
  program
    .command('orgs')
    .description(lists.organizations)
    .command('list')
    .description(lists.list)
    .action(act(async (context) => (await import('./lists.ts')).listOrganizations(context)))
  program
    .command('teams')
    .description(lists.teams)
    .command('list <organization>')
    .description(lists.list)
    .action(act(async (context, name: string) => (await import('./lists.ts')).listTeams(context, name)))
  program
    .command('members')
    .description(lists.members)
    .command('list <organization>')
    .description(lists.list)
    .action(act(async (context, name: string) => (await import('./lists.ts')).listMembers(context, name)))
  const serviceAccounts = program.command('service-accounts').description(lists.serviceAccounts)
  serviceAccounts
    .command('rotate <id>')
    .description(lists.rotate)
    .option('--store <reference>', lists.rotateStore)
    .option('--automatic', keys.automatic)
    .option('--deadline <when>', keys.deadline)
    .option('--then <alert|extend|revoke>', keys.then)
    .action(
      act(async (context, id: string, options: RotateAllOptions) =>
        (await import('./rotate-service-account.ts')).rotateServiceAccount(context, id, options),
      ),
    )
  serviceAccounts
    .command('list <organization>')
    .description(lists.list)
    .action(act(async (context, name: string) => (await import('./lists.ts')).listServiceAccounts(context, name)))
  const audit = program.command('audit').description(lists.audit)
  audit
    .command('export')
    .description(lists.export)
    .option('--organization <name>', keys.inOrganization)
    .action(
      act(async (context, options: OrganizationOption) =>
        (await import('./export-audit.ts')).exportAudit(context, options.organization),
      ),
    )
  audit
    .command('list')
    .description(lists.list)
    .option('--organization <name>', keys.inOrganization)
    .action(
      act(async (context, options: OrganizationOption) =>
        (await import('./lists.ts')).listAudit(context, options.organization),
      ),
    )
}
