import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { AudienceLine } from '../../../../src/contract/audience.ts'
import type { GroupDetail, GroupMade, GroupPlatform, GroupRule } from '../../../../src/contract/group.ts'
import { ApiError, api, readable } from '../../app/api.ts'
import { useT } from '../../app/i18n.ts'
import { choicesQuery } from '../../app/queries.ts'
import { Banner } from '../../components/Banner.tsx'
import classes from './groups.module.css'
import { RuleEditor } from './RuleEditor.tsx'
import { RulePreview } from './RulePreview.tsx'

const PLATFORMS: readonly GroupPlatform[] = ['zalo', 'facebook', 'list']
const EMPTY: GroupRule = { lines: [{}], positions: [], excludeUnits: [], excludePersons: [] }

/** Does the rule choose anything? What says nothing chooses nobody. */
const says = (rule: GroupRule): boolean =>
  rule.lines.some((line: AudienceLine) =>
    Object.values(line).some((value) =>
      Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false,
    ),
  )

/** A group as it is made and changed: what it is, and who is in it, named one by one or by rule with a live count. */
export function GroupForm(props: {
  group: GroupDetail | null
  readOnly?: boolean
  onSaved: (id: number) => void | Promise<void>
}) {
  const t = useT()
  const { group, readOnly } = props
  const [name, setName] = useState(group?.name ?? '')
  const [platform, setPlatform] = useState<GroupPlatform>(group?.platform ?? 'zalo')
  const [url, setUrl] = useState(group?.url ?? '')
  const [byRule, setByRule] = useState(group ? group.byRule : true)
  const [rule, setRule] = useState<GroupRule>(group?.rule ?? EMPTY)
  const { data: choices } = useQuery(choicesQuery)
  const save = useMutation({
    mutationFn: async () => {
      const body = { name, url: url.trim() || null, rule: byRule ? rule : null }
      if (!group) return (await api.post<GroupMade>('/api/groups', { ...body, platform })).id
      await api.patch(`/api/groups/${group.id}`, body)
      return group.id
    },
    onSuccess: (id) => props.onSaved(id),
  })
  const faultOf = (field: string) => (save.error instanceof ApiError ? save.error.faultOf(field) : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className={classes.columns} onSubmit={submit}>
      <fieldset className={`${classes.choices} ${classes.form}`} disabled={readOnly}>
        <legend className="visually-hidden">{t('groups.form.legend')}</legend>
        {save.isError && <Banner tone="fail">{readable(save.error)}</Banner>}
        <TextInput
          label={t('groups.form.name')}
          required
          withAsterisk={false}
          error={faultOf('name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {!group && (
          <fieldset className={classes.choices}>
            <legend>{t('groups.form.platform')}</legend>
            {PLATFORMS.map((one) => (
              <label key={one} className={classes.choice} data-checked={platform === one || undefined}>
                <input
                  type="radio"
                  name="platform"
                  checked={platform === one}
                  onChange={() => setPlatform(one)}
                />
                <span>
                  <b>{t(`groups.platform.${one}`)}</b> {t(`groups.platform_hint.${one}`)}
                </span>
              </label>
            ))}
          </fieldset>
        )}
        {platform !== 'list' && (
          <TextInput
            type="url"
            label={t('groups.form.url')}
            description={t('groups.form.url_hint')}
            error={faultOf('url')}
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
        )}
        <fieldset className={classes.choices}>
          <legend>{t('groups.form.who')}</legend>
          {([true, false] as const).map((one) => (
            <label key={String(one)} className={classes.choice} data-checked={byRule === one || undefined}>
              <input type="radio" name="by-rule" checked={byRule === one} onChange={() => setByRule(one)} />
              <span>
                <b>{t(one ? 'groups.by_rule' : 'groups.by_hand')}</b>{' '}
                {t(one ? 'groups.form.by_rule_hint' : 'groups.form.by_hand_hint')}
              </span>
            </label>
          ))}
        </fieldset>
        {byRule && choices && <RuleEditor rule={rule} choices={choices} onChange={setRule} />}
        {!readOnly && (
          <div className={classes.bar}>
            <Button type="submit" loading={save.isPending} disabled={byRule && !says(rule)}>
              {t(group ? 'groups.form.save' : 'groups.form.create')}
            </Button>
            {byRule && !says(rule) && <span className="muted">{t('groups.form.says_nothing')}</span>}
          </div>
        )}
      </fieldset>
      {byRule && (
        <RulePreview rule={says(rule) ? rule : null} groupId={group?.id ?? null} hadRule={group !== null} />
      )}
    </form>
  )
}
