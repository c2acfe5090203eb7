/** Long enough that guessing takes years, short enough to be remembered as a sentence. The console shows it: no schema here. */
export const PASSWORD_MIN = 10
/** Long enough for any phrase, short enough that hashing it costs nothing. */
export const PASSWORD_MAX = 200
