/** SOPS's form of an encrypted value. A document may leave others of its values plain, so each is looked at. Source: SOPS, encryption protocol. */
const encrypted =
  /^ENC\[[A-Z0-9_]{1,40},data:[A-Za-z0-9+/=]{0,2000000},iv:[A-Za-z0-9+/=]{1,100},tag:[A-Za-z0-9+/=]{1,100},type:[a-z]{1,10}\]$/;

/** Where a value is, for who fetches it: Argo CD's Vault plugin, the Vault webhook of Bank-Vaults, vals. Sources: their documentation. */
const address = /^(?:<path:[^>\s]{1,500}>|>{0,2}vault:[\w./-]{1,300}#[^\s]{1,200}|ref\+[a-z]{2,20}:\/\/[^\s]{1,500})$/;

/** Whether a value is encrypted, or only says where the secret is. */
export const isSealed = (value: string): boolean => encrypted.test(value.trim()) || address.test(value.trim());

const base64 = /^[A-Za-z0-9+/\s]{4,2000}={0,2}\s*$/;

/** The text of a Secret's `data`, which is base64 unless it was encrypted or is replaced before it is applied. */
export const plainOf = (value: string): string => (base64.test(value) ? Buffer.from(value, 'base64').toString('utf8') : value);
