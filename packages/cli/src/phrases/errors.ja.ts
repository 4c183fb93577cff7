import type { ErrorCode } from '@keystead/sdk'

/** The server's own words are English; these are what its codes mean to somebody at a terminal. */
export const errors: Record<ErrorCode, string> = {
  INVALID_REQUEST: '指定内容に誤りがあります。',
  MALFORMED_JSON: 'サーバーがリクエストを読み取れませんでした。',
  INVALID_NAME: '名前は1〜255文字で、改行は使えません。',
  NAME_CONTAINS_TOKEN:
    'この名前にはAPIキーらしき文字列が含まれています。名前は他の人にも表示されるため、別の名前にしてください。',
  INVALID_EXPIRY: '有効期限には未来の日付を指定してください。',
  INVALID_EMAIL: '有効なメールアドレスを入力してください。',
  INVALID_ORGANIZATION_NAME: '組織名は1〜255文字で、改行は使えません。また「org_」で始めることはできません。',
  INVALID_TEAM_NAME: 'チーム名は1〜255文字で、改行は使えません。また「team_」で始めることはできません。',
  INVALID_USERNAME:
    'ユーザー名は英小文字、数字、ピリオド、ハイフン、アンダースコアで1〜64文字です。先頭は英小文字または数字とし、「usr_」で始めることはできません。',
  INVALID_PASSWORD: 'パスワードが短すぎるか、推測されやすいものです。より長いパスワードにしてください。',
  INVALID_CURSOR: '一覧が更新されました。もう一度実行してください。',
  CURSOR_OF_ANOTHER_SORT: '一覧の並び順が変わりました。もう一度実行してください。',
  TOKEN_IN_URL:
    'APIキーをURLに含めることはできません。本物のキーだった場合は、記録された可能性があるため削除してください。',
  TOKEN_IN_DOCUMENT: 'APIキーをクエリに含めることはできません。',
  LEGACY_KEYS_DISABLED: 'このサーバーでは旧形式のキーは無効になっています。',
  IDEMPOTENCY_KEY_INVALID: 'Idempotency-Keyは16〜255文字の表示可能なASCII文字です。',
  UNAUTHENTICATED:
    '有効なAPIキーが必要です。誤りがあるか、期限切れか、削除されています。keystead login でサインインしてください。',
  WRONG_PASSWORD: '現在のパスワードが正しくありません。',
  SIGN_IN_FAILED: 'メールアドレスまたはパスワードが正しくありません。',
  TOO_MANY_ATTEMPTS: '試行回数が多すぎます。しばらく待ってから、もう一度お試しください。',
  FORBIDDEN: 'この操作を行う権限がありません。組織の管理者に依頼してください。',
  NOT_A_VERIFIER: 'キーを検証できるのは、組織の管理者と検証用のサービスアカウントだけです。',
  KEY_CREATION_DISABLED:
    '組織の管理者により、APIキーの作成は無効になっています。既存のAPIキーの編集、削除、使用は引き続き可能です。',
  VIEWER_KEY_CREATION_DISABLED: 'この組織では、閲覧者はAPIキーを作成できません。組織の管理者に依頼してください。',
  TEAM_SERVICE_ACCOUNT_CREATION_DISABLED:
    '組織の管理者により、チームのサービスアカウントの作成は無効になっています。既存のサービスアカウントは引き続き使用できます。',
  KEY_LIFETIME_TOO_LONG: '組織がキーの有効期間を制限しています。より早い有効期限を選んでください。',
  INVALID_KEY_LIFETIME: '最長有効期間は1分から100年の間で指定してください。',
  ENFORCEMENT_NOT_CONFIRMED: '個人のキーがこの組織で使えなくなります。確認のため、組織名を正確に指定してください。',
  ENFORCEMENT_WOULD_LOCK_OUT:
    'この設定を行うと、ご自身が組織にアクセスできなくなります。組織のAPIキーを使って設定してください。',
  KEY_DISABLED_BY_ADMIN:
    'このキーは管理者によって無効化されています。有効化または期間の変更ができるのは管理者だけです。',
  KEY_NOT_IN_USE: 'このキーは期限切れ、ブロック中、または無効です。ローテーションできるのは使用中のキーだけです。',
  ROTATION_UNDER_WAY: 'このキーはすでにローテーション中です。先にそのローテーションを完了または中止してください。',
  ROTATION_OVER: 'このローテーションはすでに終了しています。ページを再読み込みしてください。',
  ROTATION_NOT_READY: '旧キーはまだ使われている可能性があります。完了する前に、残っている利用元を確認してください。',
  NEW_KEY_UNUSED: '新しいキーがまだ一度も使われていないため、旧キーは残ります。漏えいした場合は失効してください。',
  NEW_KEY_IN_USE: '新しいキーはすでに使われています。中止すると、その利用元が接続できなくなります。',
  INVALID_DEADLINE: '期限には、2年以内の将来の日時を指定してください。',
  ROTATION_NOT_FOUND: 'このローテーションは存在しません。',
  REFUSAL_NOT_FOUND:
    'このIDの拒否されたリクエストは見つかりません。拒否されていないか、古すぎるか、閲覧する権限がありません。',
  CONSUMER_NOT_FOUND: '旧キーにそのような利用元はありません。',
  AUTHORIZATION_PENDING: 'コンソールでまだ承認されていません。',
  AUTHORIZATION_DENIED: 'コンソールで承認されなかったか、承認した人がサインアウトしました。',
  DEVICE_CODE_INVALID: '時間内に承認されなかったため、このサインインは終了しました。もう一度始めてください。',
  USER_CODE_INVALID: '該当するコードはありません。誤りがあるか、使用済みか、発行から10分を過ぎています。',
  OWNER_NOT_ALLOWED: 'このアカウントのキーを作成することはできません。',
  LAST_ORGANIZATION_ADMIN: '組織の最後の管理者です。先に他のメンバーを管理者にしてください。',
  LAST_INSTANCE_ADMIN: 'このサーバーの最後の管理者です。先に他のユーザーを管理者にしてください。',
  KEY_OWNER_LEFT: 'キーの所有者はすでに組織を離れているため、復元できません。',
  KEY_PEPPER_GONE:
    'このキーの作成に使われたペッパーは廃止されているため、復元しても使えません。新しいキーを作成してください。',
  ALREADY_A_MEMBER: 'すでにメンバーです。代わりにロールを変更してください。',
  USER_EXISTS: 'このメールアドレスまたはユーザー名はすでに使われています。',
  USER_HAS_KEYS: 'このユーザーはまだAPIキーを持っています。',
  ORGANIZATION_NAME_TAKEN: 'この名前の組織はすでに存在します。',
  TEAM_NAME_TAKEN: 'この名前のチームはすでに存在します。',
  TEAM_HAS_SERVICE_ACCOUNTS:
    'このチームに属する、またはこのチームをデフォルトとするサービスアカウントがあります。先に削除するか、別のデフォルトチームを設定してください。',
  INVITATION_NEEDS_SIGN_IN: 'すでにアカウントをお持ちです。サインインして招待を承諾してください。',
  NOT_FOUND: 'サーバーにこの操作がありません。サーバーのバージョンが古い可能性があります。',
  METHOD_NOT_ALLOWED: 'サーバーはこの操作に対応していません。サーバーのバージョンが古い可能性があります。',
  KEY_NOT_FOUND: '該当するAPIキーはありません。',
  USER_NOT_FOUND: '該当するユーザーが見つかりません。',
  MEMBER_NOT_FOUND: 'この組織に該当するメンバーが見つかりません。',
  TEAM_NOT_FOUND: 'チームが存在しないか、表示する権限がありません。',
  SERVICE_ACCOUNT_NOT_FOUND: '該当するサービスアカウントはありません。',
  INVITATION_NOT_FOUND:
    'この招待は無効です。使用済み、取り消し済み、期限切れ、または他の方宛ての可能性があります。新しい招待を依頼してください。',
  ORGANIZATION_NOT_FOUND: '組織が存在しないか、表示する権限がありません。',
  INVALID_WEBHOOK_URL:
    'アドレスは https:// で始まり、ユーザー名・パスワード・フラグメントを含まないものにしてください。',
  TOO_MANY_WEBHOOKS: 'Webhook の数が上限に達しています。先にどれかを削除してください。',
  WEBHOOK_DISABLED: 'この Webhook は無効です。先に有効にしてください。',
  WEBHOOK_NOT_FOUND: 'この Webhook はもう存在しません。',
  DELIVERY_NOT_FOUND: 'この配信の記録はもう残っていません。',
  SESSION_NOT_FOUND: '該当するセッションはありません。',
  LINK_INVALID:
    'このリンクは無効です。不完全であるか、使用済みまたは期限切れです。リンクを受け取った相手に新しいリンクを依頼してください。',
  CROSS_SITE_REQUEST: '別のサイトからのリクエストのため拒否されました。',
  ALREADY_BOOTSTRAPPED: 'このサーバーはセットアップ済みです。サインインしてください。',
  IDEMPOTENCY_KEY_REUSED: 'このIdempotency-Keyは別の内容ですでに使われています。新しいものを使ってください。',
  IDEMPOTENT_TOKEN_GONE:
    'キーは作成されましたが、トークンはもう表示できません。そのキーを削除して、新しいキーを作成してください。',
  BODY_TOO_LARGE: 'サーバーが受け付けられるサイズを超えています。',
  HEADERS_TOO_LARGE: 'リクエストのヘッダーがサーバーの上限を超えています。',
  UNSUPPORTED_MEDIA_TYPE: 'サーバーがリクエストを読み取れませんでした。',
  QUERY_TOO_COMPLEX: 'クエリが複雑すぎます。',
  UNAVAILABLE: 'サーバーが現在応答できません。しばらくしてから、もう一度お試しください。',
  PEPPER_MISSING: 'サーバーが現在応答できません。しばらくしてから、もう一度お試しください。',
  INTERNAL: 'サーバーで問題が発生しました。繰り返し発生する場合は、リクエストIDを管理者に伝えてください。',
}
