import type { ProblemDetails } from '../../../../../src/contract/common.ts'
import { ApiError } from '../../../app/api.ts'
import { translate } from '../../../app/i18n.ts'

/** Posts one file and reports how far it is: `fetch` cannot, so the older request object does it. */
export function upload<T>(path: string, file: File, onProgress: (percent: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.responseType = 'json'
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(Math.round((event.loaded / event.total) * 100))
    }
    request.onload = () => {
      if (request.status < 300) return resolve(request.response as T)
      const problem = (request.response ?? {}) as Partial<ProblemDetails>
      reject(
        new ApiError({
          ...problem,
          status: request.status,
          title: problem.title ?? translate('console.error.server', { status: request.status }),
        }),
      )
    }
    request.onerror = () => reject(new ApiError({ title: translate('console.error.offline') }))
    const form = new FormData()
    form.append('file', file)
    request.send(form)
  })
}
