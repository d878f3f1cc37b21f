const UNTRUSTED = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
];

/** What a person can do about a certificate that was not accepted; null when an error is about something else. */
export function certificateAdvice(error: Error): string | null {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (UNTRUSTED.includes(code))
    return "Its certificate is not one that this machine trusts. If the collector's certificate is its own or your company's, enrol with --ca-fingerprint or --ca-file and a new token.";
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return 'Use a name that the certificate is for, or add this one to it (SU_TLS_NAMES on the collector, where the certificate is its own).';
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return "Renew the certificate of the collector, or correct this machine's clock.";
  return null;
}
