import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Modal,
  NativeSelect,
  NumberInput,
  Textarea,
  TextInput,
} from '@mantine/core'

/**
 * The colours of Loa, calm and civic: white paper, navy ink, one blue. Red belongs to Hỏa tốc, failure and overdue alone.
 * Hex, never `var()`: from a variable Mantine would write color-mix(), unknown to older browsers.
 */
const LIGHT = {
  bg: '#FFFFFF',
  surface: '#F6F8FB',
  'surface-2': '#EDF1F6',
  text: '#14202E',
  'text-2': '#475668',
  border: '#C9D2DE',
  'border-strong': '#7A8798',
  primary: '#0B4EA2',
  'on-primary': '#FFFFFF',
  rail: '#0E2A4F',
  'rail-text': '#DCE8F6',
  'rail-strong': '#FFFFFF',
  'ok-fg': '#0B5C38',
  'ok-bg': '#E3F5EB',
  'ok-line': '#9BD3B5',
  ok: '#0F7A4A',
  'fail-fg': '#8F1C13',
  'fail-bg': '#FDE8E6',
  fail: '#B42318',
  'warn-fg': '#5C3B00',
  'warn-bg': '#FFE9B0',
  'warn-line': '#A86B00',
  'info-fg': '#083B7C',
  'info-bg': '#E6F0FB',
  'focus-ink': '#14202E',
  'focus-glow': '#FFB300',
} as const

/** The same for a desk at night: chosen by the reader, never by itself (docs/decisions/0183). */
const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  bg: '#0F1620',
  surface: '#172130',
  'surface-2': '#202D3F',
  text: '#EDF2F8',
  'text-2': '#B4C1D1',
  border: '#35465C',
  'border-strong': '#7F92AB',
  primary: '#7DB4FF',
  'on-primary': '#08203F',
  rail: '#0B1624',
  'rail-text': '#DCE8F6',
  'rail-strong': '#FFFFFF',
  'ok-fg': '#5FD39A',
  'ok-bg': '#12301F',
  'ok-line': '#2F6B4B',
  ok: '#5FD39A',
  'fail-fg': '#FF9A8F',
  'fail-bg': '#3A1613',
  fail: '#FF9A8F',
  'warn-fg': '#F2C04A',
  'warn-bg': '#33270A',
  'warn-line': '#F2C04A',
  'info-fg': '#8FBFFF',
  'info-bg': '#15283F',
  'focus-ink': '#EDF2F8',
  'focus-glow': '#7A5500',
}

const blue: MantineColorsTuple = [
  '#E6F0FB',
  '#CDE0F5',
  '#B7D0EE',
  '#8FBFFF',
  '#5F97DB',
  '#2F6DBE',
  '#0B4EA2',
  '#083B7C',
  '#062B5B',
  '#041D40',
]
const red: MantineColorsTuple = [
  '#FDE8E6',
  '#FAD0CC',
  '#F3A9A2',
  '#E87A70',
  '#D94F43',
  '#C7352A',
  '#B42318',
  '#8F1C13',
  '#6B140D',
  '#480C07',
]
const green: MantineColorsTuple = [
  '#E3F5EB',
  '#C5E9D5',
  '#9BD3B5',
  '#66B98E',
  '#379F6C',
  '#1C8C58',
  '#0F7A4A',
  '#0B5C38',
  '#074428',
  '#042B19',
]
const gray: MantineColorsTuple = [
  '#F6F8FB',
  '#EDF1F6',
  '#DDE4EC',
  '#C9D2DE',
  '#A7B3C2',
  '#7A8798',
  '#5F6E80',
  '#475668',
  '#2E3B4B',
  '#14202E',
]

/** Mantine's own surfaces in the dark, lightest first: text, dimmed, borders, controls, page. */
const dark: MantineColorsTuple = [
  DARK.text,
  '#D5DEE9',
  DARK['text-2'],
  '#98A8BC',
  DARK['border-strong'],
  '#2A3850',
  DARK['surface-2'],
  DARK.bg,
  '#0B1624',
  '#08101B',
]

const control = { size: 'md' } as const

export const theme = createTheme({
  colors: { blue, red, green, gray, dark },
  primaryColor: 'blue',
  primaryShade: { light: 6, dark: 3 },
  black: LIGHT.text,
  autoContrast: true,
  fontFamily: "'Inter Variable', system-ui, 'Segoe UI', sans-serif",
  fontFamilyMonospace: 'ui-monospace, Consolas, monospace',
  fontSizes: { xs: '0.875rem', sm: '0.9375rem', md: '1rem', lg: '1.125rem', xl: '1.25rem' },
  lineHeights: { xs: '1.45', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '4px', sm: '8px', md: '10px', lg: '10px', xl: '10px' },
  defaultRadius: 'sm',
  respectReducedMotion: true,
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.625rem', lineHeight: '1.4', fontWeight: '700' },
      h2: { fontSize: '1.125rem', lineHeight: '1.5' },
      h3: { fontSize: '1rem', lineHeight: '1.5' },
    },
  },
  components: {
    Button: Button.extend({ defaultProps: control }),
    TextInput: TextInput.extend({ defaultProps: control }),
    Textarea: Textarea.extend({ defaultProps: control }),
    NativeSelect: NativeSelect.extend({ defaultProps: control }),
    NumberInput: NumberInput.extend({ defaultProps: control }),
    Modal: Modal.extend({ defaultProps: { transitionProps: { duration: 120 }, centered: true } }),
    Drawer: Drawer.extend({ defaultProps: { transitionProps: { duration: 120 } } }),
  },
})

const prefixed = (tokens: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(tokens).map(([name, value]) => [`--loa-${name}`, value]))

const surfaces = (tokens: Readonly<Record<keyof typeof LIGHT, string>>, placeholder: string) => ({
  ...prefixed(tokens),
  '--mantine-color-body': tokens.bg,
  '--mantine-color-text': tokens.text,
  '--mantine-color-dimmed': tokens['text-2'],
  '--mantine-color-default-border': tokens['border-strong'],
  '--mantine-color-placeholder': placeholder,
  '--mantine-color-error': tokens['fail-fg'],
})

/** CSS Modules read the same values as `--loa-…`; Mantine's own surfaces follow them. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: surfaces(LIGHT, '#5F6E80'),
  dark: surfaces(DARK, '#98A8BC'),
})
