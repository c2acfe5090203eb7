import { html } from 'ghtml'
import type { Locale, Translate } from '../../kernel/i18n.ts'

/** The reference that people read: Swagger UI over our own document, served from here and from nowhere else. */
export function referencePage(t: Translate, locale: Locale): string {
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t('api.page.title')}</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<noscript>${t('api.page.without_script')} <a href="/api/openapi.json">/api/openapi.json</a></noscript>
<main id="reference" data-document="/api/openapi.json?lang=${locale}"></main>
<script src="/api/docs/swagger-ui.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>`
}

/**
 * Reading comes first: groups of operations stand folded (the library stops drawing somewhere past a hundred at once),
 * schemas below them; `validatorUrl: null` asks no outside service.
 */
export const START_SCRIPT = `
const place = document.getElementById('reference')
SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  filter: true,
  validatorUrl: null,
  persistAuthorization: false,
})
`
