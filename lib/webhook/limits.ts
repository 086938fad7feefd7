/** Of one body as sent. Source: Standard Webhooks 1.0.0, "Payload size". */
export const maxBodyBytes = 20_000;

/** Of an event's data as stored: leaves room for the envelope that a format puts around it. */
export const maxDataBytes = 18_000;

/** Events and deliveries are kept this long for the log and for replay. */
export const keptDays = 30;

/** A tenant's endpoints; each event is matched against all of them. */
export const maxEndpoints = 100;
