// A step of the join. string-width, by which Ink and yargs measure text, builds its tables of Unicode as it is loaded and at the
// first character beyond ASCII: V8 takes 7 ms for the segmenter and more than 30 for all emoji sequences. This delays them until
// they are needed; our screen never needs the emoji.

/** Every recommended emoji sequence contains a character with an emoji shape of its own, or the selector. */
export const MAY_BE_EMOJI = /[\p{Emoji_Presentation}\ufe0f]/u;

const SEGMENTER = 'const segmenter = new Intl.Segmenter();';
const LATE_SEGMENTER = `let madeSegmenter;
const segmenter = { segment: (text) => (madeSegmenter ??= new Intl.Segmenter()).segment(text) };`;
const EMOJI = String.raw`const rgiEmojiRegex = /^\p{RGI_Emoji}$/v;`;
const LATE_EMOJI = String.raw`let madeEmoji;
const mayBeEmoji = ${MAY_BE_EMOJI};
const rgiEmojiRegex = {
	test: (text) => mayBeEmoji.test(text) && (madeEmoji ??= new RegExp('^\\p{RGI_Emoji}$', 'v')).test(text),
};`;

/** The module with delayed tables; unchanged if it has none. */
export const late = (code) => code.replace(SEGMENTER, () => LATE_SEGMENTER).replace(EMOJI, () => LATE_EMOJI);

export const lateUnicode = {
  name: 'late-unicode',
  transform: {
    filter: { id: /[\\/]string-width[\\/]index\.js$/ },
    handler: (code) => ({ code: late(code), map: null }),
  },
};
