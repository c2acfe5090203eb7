/** The loudspeaker, once, top-left. */
export function Emblem() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" style={{ flex: 'none', marginTop: 2 }}>
      <path d="M5 13h6l10-5.500v17L11 19H5z" fill="#fff" />
      <path
        d="M24.500 12a5.500 5.500 0 0 1 0 8M12 20l1.800 6"
        fill="none"
        stroke="#FFB300"
        strokeWidth="2.600"
        strokeLinecap="round"
      />
    </svg>
  )
}
