import { type ReactNode, useMemo } from 'react'
import { Callout } from '../components/Callout.tsx'
import { CodeTabs, type SnippetTab } from '../components/CodeBlock.tsx'
import { ShownOnceDialog } from '../components/ShownOnceDialog.tsx'
import { useTranslation } from '../i18n/use-translation.ts'

/** The one place that ever shows a token. What else can be copied here holds no secret. */
export function TokenDialog({
  token,
  keyId,
  lead,
  next,
  onClose,
}: {
  readonly token: string
  readonly keyId: string
  readonly lead?: ReactNode
  /** What leads to the next token, where there are several. */
  readonly next?: string | undefined
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const tabs = useSnippetTabs()
  return (
    <ShownOnceDialog
      title={t('token.title')}
      secret={token}
      lead={lead}
      next={next}
      label={t('token.label')}
      copyLabel={t('token.copy')}
      closeHint={t('token.closeHint')}
      note={
        <>
          {t('token.keyId')}{' '}
          <code translate="no" className="font-mono text-ink">
            {keyId}
          </code>
          {' · '}
          {t('token.keyIdHint')}
        </>
      }
      onClose={onClose}
    >
      <Callout tone="caution" title={t('token.once')}>
        {t('token.onceHint')}
      </Callout>
      <div className="flex flex-col gap-2.5">
        <div className="flex flex-col gap-0.5">
          <h3 className="text-sm font-semibold">{t('token.howTo')}</h3>
          <p className="text-xs text-ink-muted">{t('token.howToHint')}</p>
        </div>
        <CodeTabs label={t('token.howTo')} tabs={tabs} />
      </div>
    </ShownOnceDialog>
  )
}

/** Ends so that the shell waits for the next line: a line that is pasted with it would else be read as the key. */
const askForKey = `printf 'API key: '; IFS= read -rs K && echo &&`

/** Commands that ask for the key, so that neither a process list nor a shell's history ever holds it. */
function useSnippetTabs(): SnippetTab[] {
  const { t } = useTranslation()
  const origin = window.location.origin
  return useMemo(
    () => [
      {
        id: 'environment',
        label: t('token.tabs.environment'),
        snippets: [
          { title: 'bash, zsh', code: `printf 'API key: '; IFS= read -rs WANDB_API_KEY; echo; export WANDB_API_KEY` },
          { title: 'PowerShell 7', code: `$env:WANDB_API_KEY = Read-Host 'API key' -MaskInput` },
        ],
      },
      {
        id: 'keychain',
        label: t('token.tabs.keychain'),
        snippets: [
          { title: 'macOS', code: `security add-generic-password -U -s keystead -a "$USER" -w` },
          {
            title: 'Linux (Secret Service)',
            code: `secret-tool store --label='Keystead API key' service keystead account "$USER"`,
          },
          { title: 'Windows', code: 'cmdkey /generic:keystead /user:%USERNAME% /pass' },
        ],
      },
      {
        id: 'secrets',
        label: t('token.tabs.secrets'),
        snippets: [
          {
            title: 'HashiCorp Vault',
            code: `${askForKey}\n  printf %s "$K" | vault kv put -mount=secret keystead api_key=-; unset K`,
          },
          {
            title: 'AWS Secrets Manager',
            code: `${askForKey}\n  printf %s "$K" | aws secretsmanager create-secret \\\n  --name keystead-api-key --secret-string file:///dev/stdin; unset K`,
          },
          {
            title: 'Google Secret Manager',
            code: `${askForKey}\n  printf %s "$K" | gcloud secrets create keystead-api-key \\\n  --data-file=-; unset K`,
          },
          {
            title: 'Azure Key Vault',
            code: `${askForKey}\n  printf %s "$K" | az keyvault secret set --vault-name MY-VAULT \\\n  --name keystead-api-key --file /dev/stdin; unset K`,
          },
        ],
      },
      {
        id: 'wandb',
        label: t('token.tabs.wandb'),
        snippets: [{ code: `wandb login --host ${origin}` }],
        note: t('token.wandbHint'),
      },
    ],
    [t, origin],
  )
}
