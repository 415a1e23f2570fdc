import { createSecureContext } from 'node:tls';
import type { ClientCertificate } from '../http.ts';

/** Are these PEM texts that belong together, with a key that opens? */
export const isUsableCertificate = (certificate: ClientCertificate): boolean => {
  try {
    createSecureContext(certificate);
    return true;
  } catch {
    return false;
  }
};
