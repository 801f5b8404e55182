/** Archives of classes and of such archives; the last ones are Jenkins', NiFi's, Karaf's and JBoss' kinds. */
const extension = /\.(jar|war|ear|par|hpi|jpi|nar|kar|sar)$/i;

export function isJavaArchive(path: string): boolean {
  return extension.test(path);
}
