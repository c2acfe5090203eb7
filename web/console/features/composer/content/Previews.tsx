import { Button, Switch, Tabs } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Channel } from '../../../../../src/contract/common.ts'
import type { Directive, Previews as PreviewData } from '../../../../../src/contract/directive.ts'
import { api, readable } from '../../../app/api.ts'
import { CHANNELS } from '../../../app/channels.ts'
import { numberText, useT } from '../../../app/i18n.ts'
import classes from '../composer.module.css'
import type { DraftKeeper, SaveState } from '../draft-keeper.ts'

/** What officers will see, by the functions that compose the sent messages. Follows what has been saved. */
export function Previews(props: { draft: Directive; keeper: DraftKeeper; save: SaveState }) {
  const t = useT()
  const { draft, keeper } = props
  const [index, setIndex] = useState(1)
  const { data, error } = useQuery({
    queryKey: ['previews', draft.id, draft.revision, index],
    queryFn: () => api.post<PreviewData>(`/api/directives/${draft.id}/previews`, { index }),
    placeholderData: keepPreviousData,
  })
  return (
    <section className={classes.panel} aria-labelledby="previews">
      <div className={classes.panelTop}>
        <h2 id="previews">{t('composer.preview.title')}</h2>
        {data && data.sample.of > 0 && (
          <span className={classes.row}>
            <Button
              size="sm"
              variant="default"
              disabled={index <= 1}
              aria-label={t('composer.preview.previous')}
              onClick={() => setIndex(index - 1)}
            >
              ←
            </Button>
            <span className="num">
              {t('composer.preview.sample', { n: data.sample.index, of: numberText(data.sample.of) })}
            </span>
            <Button
              size="sm"
              variant="default"
              disabled={index >= data.sample.of}
              aria-label={t('composer.preview.next')}
              onClick={() => setIndex(index + 1)}
            >
              →
            </Button>
          </span>
        )}
      </div>
      {error && <p className={classes.bad}>{readable(error)}</p>}
      {data && (
        <>
          <p className="muted">
            {t('composer.preview.to', { person: data.sample.person, unit: data.sample.unit })}
          </p>
          <Tabs defaultValue="zalo" keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="zalo">{t('console.channel.zalo')}</Tabs.Tab>
              <Tabs.Tab value="sms">{t('console.channel.sms')}</Tabs.Tab>
              <Tabs.Tab value="email">{t('console.channel.email')}</Tabs.Tab>
              <Tabs.Tab value="page">{t('composer.preview.page')}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="zalo" className={classes.tab}>
              <Zalo zalo={data.zalo} />
            </Tabs.Panel>
            <Tabs.Panel value="sms" className={classes.tab}>
              <Sms sms={data.sms} draft={draft} keeper={keeper} />
            </Tabs.Panel>
            <Tabs.Panel value="email" className={classes.tab}>
              <Email email={data.email} />
            </Tabs.Panel>
            <Tabs.Panel value="page" className={classes.tab}>
              <iframe
                className={classes.phone}
                title={t('composer.preview.page')}
                sandbox=""
                srcDoc={data.page.html}
              />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
      <Trial draft={draft} keeper={keeper} />
    </section>
  )
}

function Zalo({ zalo }: { zalo: PreviewData['zalo'] }) {
  const t = useT()
  return (
    <>
      <div className={classes.bubble} data-preview="zalo">
        <b>{zalo.accountName}</b>
        <p className={classes.asSent}>{zalo.text}</p>
        <span className={classes.bubbleButton}>{zalo.button}</span>
      </div>
      <p className={zalo.tooLong ? classes.bad : 'muted'}>
        {t('composer.preview.zalo_length', {
          n: numberText(zalo.text.length),
          limit: numberText(zalo.limit),
        })}
      </p>
      <details className={classes.details}>
        <summary>{t('composer.preview.template')}</summary>
        <p className="muted">{t('composer.preview.template_hint')}</p>
        <dl className={classes.template}>
          {zalo.template.map((parameter) => (
            <div key={parameter.name}>
              <dt>
                {t(`composer.preview.parameter.${parameter.name}`)}{' '}
                <span className="muted num">{t('composer.preview.up_to', { limit: parameter.limit })}</span>
              </dt>
              <dd>
                {parameter.value}
                {parameter.tooLong && <span className={classes.bad}> {t('composer.preview.shortened')}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  )
}

function Sms(props: { sms: PreviewData['sms']; draft: Directive; keeper: DraftKeeper }) {
  const t = useT()
  const { sms } = props
  return (
    <>
      <div className={classes.bubble} data-preview="sms">
        <p className={classes.asSent}>{sms.text}</p>
      </div>
      <p role="status" className={sms.tooLong ? classes.bad : undefined} data-sms-parts={sms.parts}>
        {t(sms.encoding === 'GSM-7' ? 'composer.sms.parts_plain' : 'composer.sms.parts_accented', {
          parts: sms.parts,
          length: sms.length,
          steps: sms.steps.join(' / '),
        })}
      </p>
      <Switch
        label={t('composer.sms.unaccented')}
        checked={props.draft.smsUnaccented}
        onChange={(event) => props.keeper.change({ smsUnaccented: event.currentTarget.checked })}
      />
      {sms.accented.length > 0 && (
        <p data-sms-accented>{t('composer.sms.forcing', { characters: sms.accented.join(' ') })}</p>
      )}
      <p className="muted">
        {sms.costPerPerson > 0
          ? t('composer.sms.cost', {
              each: numberText(sms.costPerPerson),
              people: numberText(sms.people),
              total: numberText(sms.costPerPerson * sms.people),
            })
          : t('composer.sms.no_price', { people: numberText(sms.people) })}
      </p>
    </>
  )
}

function Email({ email }: { email: PreviewData['email'] }) {
  const t = useT()
  return (
    <>
      <dl className={classes.mailHead}>
        <dt>{t('composer.preview.subject')}</dt>
        <dd data-preview="email-subject">{email.subject}</dd>
        <dt>{t('composer.preview.first_words')}</dt>
        <dd className="muted">{email.preview}</dd>
      </dl>
      <iframe className={classes.mail} title={t('console.channel.email')} sandbox="" srcDoc={email.html} />
    </>
  )
}

/** «Gửi thử cho tôi»: how people learn what officers get. */
function Trial({ draft, keeper }: { draft: Directive; keeper: DraftKeeper }) {
  const t = useT()
  const send = useMutation({
    mutationFn: async () => {
      await keeper.flush()
      return api.post<{ sent: Channel[] }>(`/api/directives/${draft.id}/test`, {
        channels: CHANNELS,
      })
    },
  })
  return (
    <div className={classes.stack}>
      <div>
        <Button variant="default" loading={send.isPending} onClick={() => send.mutate()}>
          {t('composer.trial.send')}
        </Button>
      </div>
      {send.isSuccess && (
        <p role="status">
          {t('composer.trial.sent', {
            channels: send.data.sent.map((channel) => t(`console.channel.${channel}`)).join(', '),
          })}
        </p>
      )}
      {send.isError && (
        <p role="alert" className={classes.bad}>
          {readable(send.error)}
        </p>
      )}
    </div>
  )
}
