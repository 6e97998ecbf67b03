import t from 'tap';
import { toQualtricsTimeZone } from '../../../src/provisioning/mapping/time-zones.ts';

t.test('a name of the IANA database goes as it is, in its own letters', async (t) => {
  t.equal(toQualtricsTimeZone('Europe/Berlin'), 'Europe/Berlin');
  t.equal(toQualtricsTimeZone(' europe/BERLIN '), 'Europe/Berlin');
  t.equal(toQualtricsTimeZone('US/Eastern'), 'America/New_York');
});

t.test('a name that was changed since Qualtrics made its list goes by its old name', async (t) => {
  t.equal(toQualtricsTimeZone('Asia/Kolkata'), 'Asia/Calcutta');
  t.equal(toQualtricsTimeZone('Asia/Calcutta'), 'Asia/Calcutta');
  t.equal(toQualtricsTimeZone('asia/kathmandu'), 'Asia/Katmandu');
  t.equal(toQualtricsTimeZone('Asia/Yangon'), 'Asia/Rangoon');
});

t.test('what is no time zone has no name', async (t) => {
  for (const text of ['', 'Mars/Olympus', '+01:00', 'UTC-8', '(GMT+01:00) Berlin']) {
    t.equal(toQualtricsTimeZone(text), undefined, text);
  }
});
