import { Button, Checkbox, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Question } from '../../../../src/contract/follow.ts'
import { api, readable } from '../../app/api.ts'
import { useNow } from '../../app/clock.ts'
import { agoText, momentText } from '../../app/dates.ts'
import { useT } from '../../app/i18n.ts'
import { Banner } from '../../components/Banner.tsx'
import { EmptyState } from '../../components/EmptyState.tsx'
import classes from './board.module.css'
import { useBoardTools } from './context.tsx'
import { questionsQuery } from './queries.ts'

/** «Cần làm rõ»: what units asked; an answer goes to the asker, and to everyone if it is of use to all. */
export function Questions({ openQuestions }: { openQuestions: number }) {
  const t = useT()
  const { directive } = useBoardTools()
  const questions = useQuery(questionsQuery(directive.id))
  const { refetch } = questions
  // The board's events tell how many are open; the words are asked for when that number moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number is the reason
  useEffect(() => void refetch(), [openQuestions, refetch])
  if (questions.error && !questions.data)
    return <EmptyState title={t('console.error.screen')} text={readable(questions.error)} />
  if (!questions.data) return <p className="muted">{t('console.loading')}</p>
  if (questions.data.items.length === 0)
    return <EmptyState title={t('board.question.none')} text={t('board.question.none_hint')} />
  return (
    <ul className={classes.questions}>
      {questions.data.items.map((question) => (
        <li key={question.id} className={classes.card}>
          <QuestionCard question={question} />
        </li>
      ))}
    </ul>
  )
}

function QuestionCard({ question }: { question: Question }) {
  const t = useT()
  const now = useNow(15)
  const { mayFollow } = useBoardTools()
  return (
    <>
      <p className={classes.small}>
        {[question.unit, question.person, agoText(question.askedAt, now)].filter(Boolean).join(' · ')}
      </p>
      <p className={classes.asked}>{question.text}</p>
      {question.answer === null ? (
        mayFollow && <AnswerForm question={question} />
      ) : (
        <div className={classes.answer}>
          <p>{question.answer}</p>
          <p className={classes.small}>
            {question.answeredAt &&
              t('board.question.answered', {
                by: question.answeredBy ?? '',
                at: momentText(question.answeredAt, now),
              })}
            {question.publishedAt && ` · ${t('board.question.published')}`}
          </p>
        </div>
      )}
    </>
  )
}

function AnswerForm({ question }: { question: Question }) {
  const t = useT()
  const { directive, feed } = useBoardTools()
  const queries = useQueryClient()
  const [answer, setAnswer] = useState('')
  const [publish, setPublish] = useState(false)
  const [words, setWords] = useState(question.text)
  const send = useMutation({
    mutationFn: () =>
      api.post(`/api/questions/${question.id}/answer`, {
        answer: answer.trim(),
        publish,
        publishedQuestion: publish ? words.trim() : undefined,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['directive', String(directive.id), 'questions'] })
      await feed.refresh()
    },
  })
  return (
    <form
      className={classes.results}
      onSubmit={(event) => {
        event.preventDefault()
        send.mutate()
      }}
    >
      <Textarea
        label={t('board.question.answer')}
        value={answer}
        maxLength={2000}
        autosize
        minRows={2}
        onChange={(event) => setAnswer(event.currentTarget.value)}
      />
      <Checkbox
        size="md"
        label={t('board.question.publish')}
        checked={publish}
        onChange={(event) => setPublish(event.currentTarget.checked)}
      />
      {publish && (
        <Textarea
          label={t('board.question.published_as')}
          description={t('board.question.published_hint')}
          value={words}
          maxLength={1000}
          rows={2}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      {send.isError && <Banner tone="fail">{readable(send.error)}</Banner>}
      <div>
        <Button
          type="submit"
          loading={send.isPending}
          disabled={answer.trim() === '' || (publish && words.trim() === '')}
        >
          {t(publish ? 'board.question.send_all' : 'board.question.send')}
        </Button>
      </div>
    </form>
  )
}
