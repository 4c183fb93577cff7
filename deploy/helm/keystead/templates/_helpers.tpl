{{- define "keystead.name" -}}
{{- printf "%s" .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "keystead.selector" -}}
app.kubernetes.io/name: keystead
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "keystead.labels" -}}
{{ include "keystead.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}
