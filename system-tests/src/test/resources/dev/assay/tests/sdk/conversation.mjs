// What is said in every recording: two turns, two tools of which one asks a model itself and the
// other fails.

export const SYSTEM = 'Be kind.';
export const QUESTION = 'Where is PX-1?';
export const THANKS = 'Thanks';
export const THOUGHT = 'Look it up.';
export const SESSION = 'session-7';
export const USER = 'user-9';

const TRACK = { id: 'call_1', name: 'track', arguments: { parcel: 'PX-1' } };
const REFUND = { id: 'call_2', name: 'refund', arguments: { parcel: 'PX-1' } };

const INNER = 'Sum up the log of PX-1.';

/** What the model answers to the last message: what it thinks, says and calls. */
export function answer(last) {
  if (last === QUESTION) {
    return { thought: THOUGHT, text: 'Let me see.', call: TRACK };
  }
  if (last === INNER) {
    return { text: 'delayed' };
  }
  if (last === THANKS) {
    return { text: 'You are welcome.' };
  }
  return last.includes('delayed')
    ? { call: REFUND }
    : { text: 'Sorry, it is delayed, and I cannot refund it.' };
}

/** The tools, given how one asks a model for a text. */
export function tools(ask) {
  return {
    track: async () => ({ status: await ask(INNER) }),
    refund: async () => {
      throw new Error('No such order');
    },
  };
}

export const DESCRIPTIONS = {
  track: 'Finds a parcel',
  refund: 'Refunds a parcel',
};

export const PARAMETERS = {
  type: 'object',
  properties: { parcel: { type: 'string' } },
  required: ['parcel'],
  additionalProperties: false,
};
