import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Person } from '../../../../src/contract/person.ts'
import { readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { personQuery } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Banner } from '../../components/Banner.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import { PageHeader } from '../../components/PageHeader.tsx'
import { Contacts } from './Contacts.tsx'
import { Directives } from './Directives.tsx'
import { EditPerson } from './EditPerson.tsx'
import { Posts } from './Posts.tsx'
import classes from './people.module.css'
import { Consent, Groups, Note } from './Side.tsx'

const route = getRouteApi('/staff/people/$personId')

/** Somebody: which posts, how to reach them, what they got, what they agreed to. */
export function PersonPage() {
  const t = useT()
  const { personId } = route.useParams()
  const { data, error } = useQuery(personQuery(personId))
  if (error && !data)
    return (
      <EmptyState
        title={t('console.error.screen')}
        text={readable(error)}
        action={<Link to="/people">{t('people.back')}</Link>}
      />
    )
  if (!data) return <p className="muted">{t('console.loading')}</p>
  return <Page key={data.id} person={data} />
}

function Page({ person }: { person: Person }) {
  const t = useT()
  const mayWrite = useMay('people.write') && !person.erased && !person.mergedInto
  const [editing, setEditing] = useState(false)
  const held = person.posts.filter((post) => post.held)
  return (
    <>
      <PageHeader
        title={person.name}
        meta={<Meta person={person} />}
        actions={
          <>
            {mayWrite && held.length > 0 && (
              <Button
                variant="default"
                renderRoot={(props) => (
                  <Link
                    to="/people/$personId/hand-over"
                    params={{ personId: String(person.id) }}
                    {...props}
                  />
                )}
              >
                {t('people.hand_over.verb')}
              </Button>
            )}
            {mayWrite && (
              <Button variant="default" onClick={() => setEditing(true)}>
                {t('people.edit.verb')}
              </Button>
            )}
          </>
        }
      />
      {person.erased && <Banner tone="info">{t('people.erased')}</Banner>}
      {person.mergedInto && (
        <Banner
          tone="info"
          action={
            <Link to="/people/$personId" params={{ personId: String(person.mergedInto.id) }}>
              {person.mergedInto.name}
            </Link>
          }
        >
          {t('people.twice.merged')}
        </Banner>
      )}
      {held.length === 0 && !person.erased && !person.mergedInto && (
        <Banner tone="info">{t('people.holds_none')}</Banner>
      )}
      {editing && <EditPerson person={person} onClose={() => setEditing(false)} />}
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Posts person={person} mayWrite={mayWrite} />
          <Contacts person={person} mayWrite={mayWrite} />
          <Directives person={person} mayWrite={mayWrite} />
        </div>
        <div className={classes.stack}>
          <Consent person={person} />
          <Groups person={person} />
          <Note person={person} />
        </div>
      </div>
    </>
  )
}

function Meta({ person }: { person: Person }) {
  const t = useT()
  const mayAudit = useMay('audit.read')
  const mayPrivacy = useMay('privacy.read')
  return (
    <>
      <Link to="/people">{t('people.title')}</Link>
      {person.salutation && <span>{t('people.salutation', { salutation: person.salutation })}</span>}
      {person.sortName && <span>{t('people.sorted_as', { name: person.sortName })}</span>}
      {person.staff && (
        <span>
          {t(person.staff.disabled ? 'people.staff_disabled' : 'people.staff', {
            job: person.staff.jobTitle,
          })}
        </span>
      )}
      {mayAudit && (
        <Link to="/audit" search={{ person: person.id }}>
          {t('history.history')}
        </Link>
      )}
      {mayPrivacy && (
        <Link to="/privacy" search={{ tab: 'people', person: person.id }}>
          {t('people.privacy')}
        </Link>
      )}
    </>
  )
}
