import type { Metric, Registry } from 'prom-client'

type Labels = Readonly<Record<string, string | number>>
/** Counts the durations of one set of labels. */
export type DurationSeries = { observe(seconds: number): void }

export type DurationHistogramSettings = {
  readonly registry: Registry
  readonly name: string
  readonly help: string
  /** Seconds, ascending. */
  readonly buckets: readonly number[]
}

/**
 * A histogram whose series are looked up once and then counted in plain numbers. That of `prom-client` puts the labels of each
 * observation together anew, which costs as much as a verification.
 */
export class DurationHistogram {
  readonly #settings: DurationHistogramSettings
  readonly #series: Series[] = []

  constructor(settings: DurationHistogramSettings) {
    this.#settings = settings
    const { registry, name, help } = settings
    const metric = {
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      get: async () => ({ ...metric, values: this.#read() }),
    }
    registry.registerMetric(metric as unknown as Metric)
  }

  /** To be kept by whoever observes with these labels: asking again makes another series. */
  series(labels: Labels): DurationSeries {
    const series = new Series(labels, this.#settings.buckets)
    this.#series.push(series)
    return series
  }

  #read() {
    return this.#series.flatMap((series) => series.read(this.#settings.name))
  }
}

class Series implements DurationSeries {
  readonly #labels: Labels
  readonly #bounds: readonly number[]
  /** How many were beyond the bound before, and within this one; the last, beyond all. */
  readonly #counts: Float64Array
  #sum = 0

  constructor(labels: Labels, bounds: readonly number[]) {
    this.#labels = labels
    this.#bounds = bounds
    this.#counts = new Float64Array(bounds.length + 1)
  }

  observe(seconds: number): void {
    let place = 0
    while (place < this.#bounds.length && seconds > (this.#bounds[place] as number)) place += 1
    this.#counts[place] = (this.#counts[place] as number) + 1
    this.#sum += seconds
  }

  read(name: string) {
    const labels = this.#labels
    let total = 0
    const buckets = Array.from(this.#counts, (count, place) => {
      total += count
      return { labels: { ...labels, le: this.#bounds[place] ?? '+Inf' }, value: total, metricName: `${name}_bucket` }
    })
    return [
      ...buckets,
      { labels, value: this.#sum, metricName: `${name}_sum` },
      { labels, value: total, metricName: `${name}_count` },
    ]
  }
}
