import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useT } from '../../app/i18n.ts'
import { useMay } from '../../app/session.ts'
import { EmptyState } from '../../components/EmptyState.tsx'
import { UrgencyChip } from '../../components/UrgencyChip.tsx'
import classes from './home.module.css'
import { templatesQuery } from './query.ts'

/** Nothing is under way: the ready texts, so that a first directive is three clicks away. */
export function QuickStarts() {
  const t = useT()
  const mayWrite = useMay('directive.write')
  const { data: templates } = useQuery({ ...templatesQuery, enabled: mayWrite })
  return (
    <div className={classes.card}>
      <EmptyState
        title={t('home.no_live')}
        text={mayWrite && t('home.no_live_hint')}
        action={<Link to="/directives">{t('home.all_directives')}</Link>}
      />
      {mayWrite && templates && templates.length > 0 && (
        <section aria-labelledby="home-templates" className={classes.starts}>
          <h3 id="home-templates">{t('home.start_from_template')}</h3>
          <ul className={classes.rows}>
            {templates.map((template) => (
              <li key={template.id} className={classes.start} data-template={template.id}>
                <div className={classes.startText}>
                  <p className={classes.startTop}>
                    {template.kindName} <UrgencyChip urgency={template.urgency} />
                  </p>
                  <p className={classes.startTitle}>{template.title}</p>
                </div>
                <Button
                  variant="default"
                  aria-label={t('directives.use_template_of', { title: template.title })}
                  renderRoot={(props) => (
                    <Link
                      to="/directives/new"
                      search={{ template: template.id }}
                      preload={false}
                      {...props}
                    />
                  )}
                >
                  {t('directives.use_template')}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
