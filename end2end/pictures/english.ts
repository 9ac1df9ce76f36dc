// The story in English: a small company whose app knows when the ferries go.

import { type Story, daily } from './story.ts';

const CODE = `Number three is this. We compared the header with its quotes on one side and without them on the other:

\`\`\`rust
let tag = header.trim_matches('"');
if tag == current.etag() {
    return StatusCode::NOT_MODIFIED; // the quotes were still on here
}
\`\`\``;

const DAYS = ['02', '03', '04', '05', '06', '09', '10', '11', '12'].map((day) => `2026-03-${day}`);

export const english: Story = {
  language: 'en',
  reader: 'maya',
  others: ['lena', 'jonas', 'arjun.rao', 'tom.okafor', 'bartholomew-from-the-night-shift'],
  rooms: { full: 'release-3.2', empty: 'retro', long: 'deploys', offline: 'support', refused: 'design' },
  talks: {
    'release-3.2': [
      '2026-03-11',
      { at: '16:48', from: 'arjun.rao', says: 'The import ran clean on staging: **1,204 sailings**, no orphans.' },
      { at: '16:49', from: 'arjun.rao', says: 'All that is left is the Kirkwall timetable. They publish it as a scanned PDF. Again.' },
      { at: '16:57', from: 'jonas', says: 'I can type that one in tonight, it is two pages.', reactions: { '❤️': ['arjun.rao', 'maya'] } },
      { at: '23:12', from: 'bartholomew-from-the-night-shift', says: 'Watched the queue until eleven. Quiet.' },
      '2026-03-12',
      { at: '09:03', from: 'lena', says: 'Morning! Where do we stand for today?' },
      { at: '09:05', from: 'maya', says: 'Three things before we tag:\n\n1. the Kirkwall timetable\n2. release notes in German\n3. the `ETag` bug from yesterday' },
      { at: '09:11', from: 'tom.okafor', says: CODE, reactions: { '👍': ['maya', 'lena'], '🎉': ['arjun.rao'] } },
      { at: '09:12', from: 'tom.okafor', says: 'Fixed in [#418](https://example.org/ferry/418), with a test.', once: 'Fixed in #418.' },
      { at: '09:14', from: 'lena', says: '> release notes in German\n\nDone: https://example.org/notes/3.2-de. For Jonas there is a *Donaudampfschifffahrtsgesellschaftskapitän* in them.' },
      { at: '09:15', from: 'jonas', says: 'wrong room', deleted: true },
      { at: '09:20', from: 'jonas', says: 'Kirkwall is in. @maya, can you check the Sunday sailings? The PDF says 14:35, the harbour’s own page 14:45.' },
      { at: '09:24', from: 'maya', says: '14:45, I rang them.', reactions: { '🎉': ['jonas', 'lena', 'arjun.rao'], '📞': ['tom.okafor'] } },
      { at: '09:31', from: 'arjun.rao', says: 'Then I would say we tag at ten.' },
    ],
    deploys: daily(DAYS, [
      { at: '08:55', from: 'tom.okafor', says: 'Taking `main` to staging.' },
      { at: '08:58', from: 'tom.okafor', says: 'Done. Migrations took 4 s, nothing in the logs.' },
      { at: '09:10', from: 'arjun.rao', says: 'Timetables look right to me. Pentland too.' },
      { at: '09:12', from: 'lena', says: 'The icons on the map are a pixel off on my phone, but they were yesterday too.' },
      { at: '09:13', from: 'lena', says: 'Not worth holding it back for.' },
      { at: '09:20', from: 'tom.okafor', says: 'Going to production then, one half first.' },
      { at: '09:26', from: 'tom.okafor', says: 'First half is up. p99 is **41 ms**, it was 43 before.' },
      { at: '09:27', from: 'jonas', says: 'Watching the error rate.' },
      { at: '09:34', from: 'jonas', says: 'Flat. Two timeouts, both from the harbour in Stromness, and they have those every morning.' },
      { at: '09:35', from: 'tom.okafor', says: 'Second half.' },
      { at: '09:41', from: 'tom.okafor', says: 'All up. `git tag` is pushed.', reactions: { '🚢': ['lena', 'arjun.rao', 'maya'] } },
      { at: '09:48', from: 'maya', says: 'Thank you! I will tell support.' },
      { at: '11:02', from: 'arjun.rao', says: 'The nightly import is now the *hourly* import, for whoever looks at the graphs and wonders.' },
      { at: '11:05', from: 'jonas', says: 'I did wonder.' },
      { at: '14:30', from: 'maya', says: 'Support has heard nothing, which is the best they can say:\n\n- no new tickets since ten\n- two old ones closed by the reporters themselves' },
      { at: '14:31', from: 'lena', says: '🙌' },
      { at: '17:15', from: 'jonas', says: 'Handing over to the night. The disk on `db-2` is at 71 %, nothing to do before Friday.' },
      { at: '17:20', from: 'bartholomew-from-the-night-shift', says: 'Got it. I have the pager.' },
      { at: '17:21', from: 'bartholomew-from-the-night-shift', says: 'And the good biscuits.' },
      { at: '22:40', from: 'bartholomew-from-the-night-shift', says: 'Restarted one worker that had stopped answering. The queue was empty again after a minute; I kept its heap for @tom.okafor.' },
      { at: '22:58', from: 'bartholomew-from-the-night-shift', says: 'Quiet since.' },
    ]),
    support: [
      '2026-03-12',
      { at: '08:41', from: 'lena', says: 'A skipper writes that the app shows yesterday’s tide until he pulls to refresh.' },
      { at: '08:44', from: 'tom.okafor', says: 'Which version? We had that in 3.1 when the phone had slept over midnight.' },
      { at: '08:46', from: 'lena', says: '3.1.4. He is on the Faroe boat, so he sees the store once a week.' },
      { at: '08:52', from: 'tom.okafor', says: 'Then 3.2 mends it. Until then:\n\n> Close the app, open it again, and the tide is today’s.' },
      { at: '09:30', from: 'lena', says: 'He says thanks, and that the sea does not wait for the store.', reactions: { '😄': ['maya', 'tom.okafor', 'jonas'] } },
      { at: '09:38', from: 'arjun.rao', says: '| harbour | tickets this week |\n| --- | --- |\n| Scrabster | 7 |\n| Stromness | 4 |\n| Lerwick | 1 |' },
      { at: '09:40', from: 'arjun.rao', says: 'Scrabster is the new pier, not us.' },
    ],
    design: [
      '2026-03-12',
      { at: '09:50', from: 'lena', says: 'The new tide chart, in both themes: https://example.org/design/tides' },
      { at: '09:52', from: 'jonas', says: 'The line is lovely. I would drop the grid behind it.' },
      { at: '09:53', from: 'lena', says: 'Dropped.' },
      { at: '09:58', from: 'arjun.rao', says: 'Can the low waters have their height in figures? On deck nobody reads it off a curve.', reactions: { '👍': ['lena'] } },
      { at: '10:02', from: 'lena', says: 'They can. `1.2 m` under each, in the small size.' },
    ],
    general: [
      '2026-03-12',
      { at: '10:05', from: 'jonas', says: 'The window people come on Monday between eight and ten.' },
      { at: '10:12', from: 'lena', says: '@maya do you still have the key to the cellar?' },
    ],
    lunch: [
      '2026-03-12',
      { at: '10:20', from: 'tom.okafor', says: 'Soup or the other place?' },
      { at: '10:21', from: 'lena', says: 'Soup' },
      { at: '10:21', from: 'jonas', says: 'soup!' },
    ],
    retro: [],
    'harbour-authority-interface-and-timetable-imports': [],
  },
  unread: { general: 2, lunch: 3 },
  news: [
    { from: 'tom.okafor', says: 'Taking the hotfix to staging.' },
    { from: 'tom.okafor', says: 'It is up.' },
    { from: 'arjun.rao', says: 'Looks right.' },
  ],
  waiting: ['I am on the train, so this may take a while to reach you.', 'I will answer the skipper from Perth.'],
  tooLong:
    'I tried the chart on the old phone from the drawer, in the sun, with gloves on. The curve is easy to read; the ' +
    'figures under it are not, they need to be a size larger or a shade darker. The button for tomorrow is too close ' +
    'to the edge for a thumb. Everything else I would ship as it is, and I would do so before the season begins.',
  typed: 'de',
};
